import * as z from "zod";
import { contract } from "../contract.ts";

const marked = {
  text: z.string(),
  marks: z.array(z.tuple([z.number(), z.number()])).meta({ description: "Where the words stand in the text: [from, to) in UTF-16 units" }),
};

export const search = contract({
  method: "GET",
  path: "/search",
  tag: "Records",
  summary:
    "Look for text in the records of all objects that you may read: parts of words, Chinese, and how it is said (pinyin, first letters)",
  permission: "member",
  query: z.strictObject({
    q: z.string().min(1).max(400),
    objects: z.string().max(4_000).optional().meta({ description: "API names of objects, separated by commas; absent = all" }),
    limit: z
      .string()
      .regex(/^(?:[1-9]|1\d|20)$/)
      .optional()
      .meta({ description: "Records of each object, 1 to 20; 5 where it is not said" }),
  }),
  answer: z.strictObject({
    data: z.array(
      z.strictObject({
        object: z.string(),
        hits: z.array(
          z.strictObject({
            id: z.string(),
            title: z.strictObject(marked),
            excerpt: z.strictObject({ field: z.string(), ...marked }).optional(),
          }),
        ),
        more: z.boolean().meta({ description: "There are more than these" }),
      }),
    ),
    tooShort: z.literal(true).optional().meta({ description: "A single letter says too little: nothing was looked for" }),
  }),
});
