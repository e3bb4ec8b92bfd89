/** Where hints go in a row of boxes: above, they would push the boxes out of line. */
export const belowTheBox: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'description',
  'error',
];
