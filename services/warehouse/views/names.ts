/** View with the active epoch of each data set; every other view reads it. */
export const ACTIVE_EPOCHS = 'datasets'
