namespace records {}
