namespace training {}
