"""Who and where: names, the people and organisations behind them, and places."""
