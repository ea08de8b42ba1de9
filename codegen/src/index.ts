// Nothing here yet.
export {}
