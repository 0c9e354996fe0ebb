/** React treats an absent and an undefined prop alike; libraries typed for exact optional properties do not. Same object, told so. */
export const given = <Props extends object>(props: Props): { [Key in keyof Props]: Exclude<Props[Key], undefined> } =>
  props as { [Key in keyof Props]: Exclude<Props[Key], undefined> };
