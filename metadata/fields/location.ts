import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { kindOf, readsAs, unreadable } from "../read-value.ts";

export interface Place {
  readonly lat: number;
  readonly lng: number;
}

/** A point on the earth (WGS 84), in degrees with seven decimals, about a centimetre. Accepts { lat, lng } and "31.2304, 121.4737". */
export const location = defineFieldType({
  name: "location",
  label: { en: "Location", zh: "位置" },
  icon: "map-pin",
  storage: "json",
  config: z.strictObject({}),
  value: () =>
    readsAs<Place>(
      {
        type: "object",
        properties: { lat: { type: "number", minimum: -90, maximum: 90 }, lng: { type: "number", minimum: -180, maximum: 180 } },
        required: ["lat", "lng"],
        additionalProperties: false,
      },
      (input) => {
        const written =
          typeof input === "string"
            ? /^\s*(-?[0-9]{1,3}(?:\.[0-9]{1,20})?)\s*[,，]\s*(-?[0-9]{1,3}(?:\.[0-9]{1,20})?)\s*$/.exec(input)
            : null;
        const { lat, lng, ...others } = (
          written === null
            ? typeof input === "object" && input !== null
              ? input
              : {}
            : { lat: Number(written[1]), lng: Number(written[2]) }
        ) as Record<string, unknown>;
        if (
          typeof lat !== "number" ||
          typeof lng !== "number" ||
          !Number.isFinite(lat) ||
          !Number.isFinite(lng) ||
          Object.keys(others).length > 0
        )
          return unreadable("wrong_type", `Must be a place such as {"lat":31.2304,"lng":121.4737}, not ${kindOf(input)}`, {
            reason: "place",
          });
        if (Math.abs(lat) > 90) return unreadable("out_of_range", "Latitude must be -90 to 90", { reason: "latitude" });
        if (Math.abs(lng) > 180) return unreadable("out_of_range", "Longitude must be -180 to 180", { reason: "longitude" });
        return { value: { lat: rounded(lat), lng: rounded(lng) } };
      },
    ),
  toSlot: () => null,
  type: () => "json",
  shownBy: { edit: "location", read: "read-location" },
  toText: ({ lat, lng }) => `${lat}, ${lng}`,
});

const rounded = (degrees: number): number => Math.round(degrees * 1e7) / 1e7 + 0;
