"""Files in: approved budgets and facts, read into model objects and Problems. Never writes."""
