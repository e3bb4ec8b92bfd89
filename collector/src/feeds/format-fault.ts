/** Something in a part is not as its format says; whoever reads the part names it. */
export class FormatFault extends Error {
  override name = 'FormatFault';
}
