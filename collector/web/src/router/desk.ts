/** 点検 and what goes into them: systems, answers, exceptions. */
export const deskRoutes = [] as const;
