"""Files to take away: the selected events, or the whole dataset, in the formats people use."""
