/** The most that one upload of the desk may hold, files together; in a file of its own because browsers read it too. */
export const uploadBytes = 10 * 1024 * 1024;
