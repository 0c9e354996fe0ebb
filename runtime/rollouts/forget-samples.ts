import type { Statement } from "#db";

/** Samples are facts, and are kept no longer than the log keeps those; how often something came out otherwise stays. $1 tenant, $2 before */
const drop = `update rollout_difference d set samples = (
    select coalesce(jsonb_agg(x.sample order by x.place), '[]') from jsonb_array_elements(d.samples) with ordinality x(sample, place)
    where coalesce(x.sample ->> 'keptAt', x.sample ->> 'at') >= $2)
 where d.tenant_id = $1::uuid
   and exists (select 1 from jsonb_array_elements(d.samples) x(sample) where coalesce(x.sample ->> 'keptAt', x.sample ->> 'at') < $2)`;

/** Forgets the samples of a tenant's rollouts that were kept before an instant, in ms. */
export const forgetSamples = (tenantId: string, before: number): Statement => ({
  text: drop,
  params: [tenantId, new Date(before).toISOString()],
});
