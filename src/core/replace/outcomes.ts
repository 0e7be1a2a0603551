/** What a group that is only planned counts as. */
export const OUTCOMES = {
  ready: 'planned',
  inProgress: 'inProgress',
  upToDate: 'upToDate',
  refused: 'refused',
} as const;
