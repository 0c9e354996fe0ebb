/**
 * Every problem code of the platform with its HTTP status and its standing help text.
 * The one table: routes, pages and messages read it; nothing else invents a code.
 */
export const codes = {
  // what was sent cannot be read
  invalid_json: { status: 400, help: "Send valid JSON (RFC 8259)." },
  too_large: { status: 413, help: "Send less at once." },
  too_deep: { status: 400, help: "Nest at most 64 levels." },
  forbidden_key: { status: 400, help: "Leave out keys such as __proto__, constructor and prototype." },
  unsupported_media_type: { status: 415, help: "Send Content-Type: application/json." },
  invalid_query: { status: 400, help: "See the parameters of this call at /api/docs." },
  query_too_costly: { status: 422, help: "Index the named fields, or filter by an indexed field." },
  invalid_cursor: { status: 400, help: "Use the cursor exactly as the last page gave it, with the same filter and sort." },
  // who
  unauthenticated: { status: 401, help: "Sign in, or send Authorization: Bearer <api key>." },
  forbidden: { status: 403, help: "Ask an implementer of this tenant for the permission." },
  cross_site: { status: 403, help: "Send the request from a page of this host." },
  not_found: { status: 404, help: "Check the address; what you may not see answers the same." },
  method_not_allowed: { status: 405, help: "See the calls of this address at /api/docs." },
  rate_limited: { status: 429, help: "Wait as Retry-After says, then send it again." },
  // values
  invalid: { status: 422, help: "Correct the value." },
  required: { status: 422, help: "Give a value." },
  wrong_type: { status: 422, help: "Give a value of the expected type." },
  unknown_field: { status: 422, help: "Remove it, or correct its name." },
  read_only: { status: 422, help: "Leave the field out." },
  out_of_range: { status: 422, help: "Give a value within the limits." },
  not_an_option: { status: 422, help: "Choose one of the listed options." },
  many_rows_hit: { status: 422, help: "Make the rows of the decision table exclude each other, or let it take the first." },
  nothing_offered: { status: 422, help: "Let the table fall back on an option that can be used here." },
  rows_disagree: { status: 422, help: "Make the rows of the decision table agree where they overlap, or choose another hit policy." },
  choice_not_offered: { status: 422, help: "Choose one of the offered options; the named rule decides which they are." },
  broken_reference: { status: 422, help: "Refer to a record that exists and that you may read." },
  duplicate_value: { status: 422, help: "Another record holds this value; choose another." },
  possible_duplicate: {
    status: 409,
    help: "Look at the named records; send the same change with allowDuplicates=true where the rule only asks.",
  },
  transition_not_allowed: { status: 422, help: "Choose one of the states that may follow." },
  still_referenced: { status: 409, help: "Remove or change the records that refer to it first." },
  // concurrency
  version_conflict: { status: 412, help: "Read the record again, merge, and send the new version in If-Match." },
  idempotency_mismatch: { status: 409, help: "Use a new Idempotency-Key for a different request." },
  idempotency_in_progress: { status: 409, help: "The first request with this key is still running; ask again shortly." },
  draft_conflict: { status: 409, help: "Somebody published a change of the same property; look at both and publish again." },
  edit_conflict: { status: 409, help: "Somebody else changed the same property in this draft; look at both and save again." },
  draft_moved: { status: 409, help: "Try again; others are editing the same draft." },
  draft_closed: { status: 409, help: "Open a new draft." },
  // documents
  unknown_key: { status: 422, help: "Remove the key, or correct its name." },
  invalid_document: { status: 422, help: "See the schema of this kind at /api/v1/schema/{kind}." },
  unknown_name: { status: 422, help: "Refer to something that exists." },
  name_taken: { status: 422, help: "Choose another name." },
  in_use: { status: 422, help: "Change or remove what uses it in the same draft." },
  limit_exceeded: { status: 422, help: "Stay within the limits of the tenant's plan." },
  values_to_convert: {
    status: 409,
    help: 'Have the type changed with its values: POST /api/v1/drafts/{id}/retype; in a package, under a new field id whose "was" names the one of before.',
  },
  conversion_running: { status: 409, help: "Wait until the conversion has ended, or cancel its job." },
  rollout_running: { status: 409, help: "Promote or stop the rollout that runs first." },
  rollout_ended: { status: 409, help: "Start another rollout." },
  candidate_changed: { status: 409, help: "Start another rollout of the draft as it is now, or publish the draft itself." },
  activation_waiting: { status: 409, help: "Cancel what is scheduled first." },
  activation_ended: { status: 409, help: "Schedule the draft again." },
  removal_expired: { status: 410, help: "Make it anew: what it held is gone." },
  not_rewritable: { status: 422, help: "Change the named places by hand, in the same draft." },
  locked: { status: 422, help: "The package locks this; disable it instead of changing it." },
  package_invalid: { status: 422, help: "Correct the package; nothing of it was installed." },
  // expressions and tables
  invalid_expression: { status: 422, help: "See the operators of the expression language." },
  unknown_operator: { status: 422, help: "Use an operator of the closed list." },
  expression_too_large: { status: 422, help: "Split the rule, or move it into a decision table." },
  evaluation_error: { status: 422, help: "Look at the named operand." },
  example_fails: { status: 422, help: "Correct the rows of the table, or the example where it asks for what should no longer be." },
  not_filterable: { status: 422, help: "Use an operator that the database understands." },
  derived_circle: { status: 422, help: "Let one of the named fields be written, or follow from something else." },
  // indexes
  no_free_slot: { status: 409, help: "Take the index off a field that needs none; its column is free once it is cleared." },
  // flows
  callback_used: { status: 409, help: "The token was used with another answer." },
  callback_early: { status: 409, help: "Look what is asked for in a moment, and answer then." },
  callback_expired: { status: 410, help: "The step no longer waits." },
  run_ended: { status: 409, help: "Read the run again: its status does not allow this." },
  fdl_unreadable: { status: 422, help: "Correct the source at the named line." },
  // webhooks
  address_forbidden: { status: 422, help: "Give an https address on the public Internet." },
  webhook_disabled: { status: 409, help: "Enable the webhook first." },
  // jobs
  unreadable_file: { status: 422, help: "Send CSV (UTF-8, UTF-16 or GBK) or a workbook (.xlsx)." },
  job_ended: { status: 409, help: "Read the job again: its state does not allow this." },
  not_undoable: { status: 409, help: "Only what a job that has ended changed, and nobody has undone, can be undone." },
  changed_since: { status: 409, help: "Look at the record and change it by hand if it should be as it was." },
  job_failed: { status: 500, help: "Start it again; tell the operator the job's id when it fails again." },
  // the platform
  overloaded: { status: 503, help: "Wait as Retry-After says, then send it again." },
  unavailable: { status: 503, help: "The database cannot be reached; try again shortly." },
  internal: { status: 500, help: "Tell the operator the request id." },
} as const satisfies Record<string, { readonly status: number; readonly help: string }>;

export type ProblemCode = keyof typeof codes;
