namespace anatomy {}
