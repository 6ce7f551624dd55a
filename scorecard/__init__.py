"""A government unit's budget performance: approved targets, logged facts, every indicator judged against its target.

The map, from the ground up; each room may use only those before it (tests/test_layers.py):

    problems, i18n, settings                what went wrong; words, numbers, dates; paths
    targets, facts, model                   a printed target; what staff log; the approved budget
    measures, rules, pace                   which facts feed an indicator; thresholds with their sources; the plan
    assessment, execution, sentences        every indicator judged; the money; each judgement in one sentence
    svg, palette, gauges, cards, wall       pictures of judgements
    charts                                  Plotly figures for the analysis pages
    checking, journal, rows, store          a fact checked; held against the journal; written and read (queries/)
    recording, forms, listing, importing, exporting, opening    ways in and out
    ui                                      Streamlit's side of it; then pages/ and app.py
"""
