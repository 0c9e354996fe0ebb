export { Intl, inSentence, useText, useWords } from "./provider.tsx";
export { chooseLocale, languageTag } from "./locale.ts";
export { messagesFor, type Area, type Messages } from "./messages/index.ts";
