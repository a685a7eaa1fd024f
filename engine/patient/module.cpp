namespace patient {}
