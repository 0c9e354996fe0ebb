/** What whoever sent a file can do something about; "damaged" is everything else. */
export type WhyUnreadable = "empty" | "old_workbook" | "no_text" | "no_headings" | "encrypted" | "quotation" | "gone" | "damaged";

/** A file that somebody sent is not what it says, or more than may be read of one. The message is a sentence for whoever sent it. */
export class UnreadableSheet extends Error {
  override readonly name = "UnreadableSheet";
  readonly reason: WhyUnreadable;

  constructor(message: string, reason: WhyUnreadable = "damaged") {
    super(message);
    this.reason = reason;
  }
}
