/** A point on the earth, in degrees. */
export interface PlaceValue {
  readonly lat: number;
  readonly lng: number;
}

export const isPlace = (value: unknown): value is PlaceValue =>
  typeof value === "object" &&
  value !== null &&
  typeof (value as PlaceValue).lat === "number" &&
  typeof (value as PlaceValue).lng === "number";
