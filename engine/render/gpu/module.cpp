namespace gpu {}
