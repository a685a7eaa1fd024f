namespace tissue {}
