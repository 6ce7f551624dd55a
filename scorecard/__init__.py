"""A government unit's budget performance: approved targets, logged facts, every indicator judged against its target.

The map, from the ground up; each room may use only those before it (tests/test_layers.py):

    problems, i18n, settings                what went wrong; words, numbers, dates; paths
    auth, lockout, faults, relay, configuration    roles and what each may do; who must wait; what an error means; commands while it runs; server.toml
    engines                                 where a store can stand: a file, memory, PostgreSQL
    targets, facts, model                   a printed target; what staff log; the approved budget
    measures, rules, pace                   which facts feed an indicator; thresholds with their sources; the plan
    assessment, execution, sentences        every indicator judged; the money; each judgement in one sentence
    scoring, evaluation, forecast, outlook  points by rule; the self-evaluation; how the year will end
    stating, monitoring                     what people state on forms; the monitoring form
    changes, meetings, agenda, sealing      what changed since a meeting; what is decided in one, item by item; how it is frozen
    portfolio, gathering                    many units in short and added up; how they are judged at once and kept
    svg, palette, gauges, cards, wall, menu pictures of judgements; the sidebar
    path, path_svg, meeting_screens         the path of the year; one item of a meeting on the whole screen
    portfolio_cards, plain_table            pictures of many units; rows that are only read
    charts, path_chart, ruler, portfolio_chart  Plotly figures for the analysis pages
    audit                                   the trail of every write, chained by hash
    checking, journal, rows, books, writings, store    a fact checked; held against the journal; written and read (queries/)
    unit_tree, budgets, migrations          units in folders; budgets by version; how an older store is brought up
    accounts, sessions, provider, backups   who there is; who is signed in; who proves who somebody is; copies, verified
    keeping, recording, holding, forms, listing, importing, exporting, adopting, opening, selecting    ways in and out
    reminding, sending                      who is reminded of what; over which channels, once
    gate, entrance, shell                   before everything that is served; the pages before the dashboard; what Streamlit's own begins with
    ui, ui_entries, ui_header, ui_visitor, ui_wall, ui_forms, ui_import, ui_meeting, ui_plan, ui_portfolio, ui_proposal    Streamlit's side; then pages/, app.py
    asking, paperwork, intake, administering, __main__, server, server_local    the command line; both ways to start
"""
