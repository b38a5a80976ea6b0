"""Running the flow over many pages: finding the inputs, sharing the work, going on where a run stopped."""
