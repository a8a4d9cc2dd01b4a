"""The commands of `incassohub`, a module each: read the options, call one function, print what happened."""
