/** The player of both web apps. */
export {};
