/** A file that somebody sent is not what it says, or more than may be read of one. The message is a sentence for whoever sent it. */
export class UnreadableSheet extends Error {
  override readonly name = "UnreadableSheet";
}
