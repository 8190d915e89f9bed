import { DEFAULT_SANDBOX } from './default-sandbox.ts';
import type { RecordFileName } from './default-description.ts';
import { isFirst, type Draws, type GeneratedPerson } from './generate-person.ts';

export interface GeneratedRecord {
  readonly file: RecordFileName;
  readonly value: object;
}

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse(DEFAULT_SANDBOX.startsOn);
const TIERS = ['bronze', 'silver', 'gold', 'platinum'];
/** Events happen from 12 days before the first day to 8 days after it. */
const EVENT_DAYS = { before: 12, after: 8 };

/** Everything that is recorded about one person. */
export function generateRecords(person: GeneratedPerson, draws: Draws): GeneratedRecord[] {
  return [...profileRecords(person, draws), ...(person.hasEvents ? eventRecords(person, draws) : [])];
}

function profileRecords(person: GeneratedPerson, draws: Draws): GeneratedRecord[] {
  const records: GeneratedRecord[] = [];
  if (person.crmId !== null) records.push(crmRecord(person, draws));
  if (person.loyaltyId !== null) records.push(...loyaltyRecords(person, draws));
  if (person.email !== null && (isFirst(person.number) || draws.percent(60)))
    records.push(...preferenceRecords(person.email, draws));
  return records;
}

function crmRecord(person: GeneratedPerson, draws: Draws): GeneratedRecord {
  const [ecid] = person.ecids;
  return {
    file: 'crm',
    value: {
      _acme: {
        crmId: person.crmId,
        score: draws.below(1000),
        cityCode: `city-${draws.below(40)}`,
        consent: { email: draws.percent(30), push: draws.percent(40) },
      },
      personalEmail: { address: person.email },
      // Who has no events was seen on the site all the same, long ago.
      ...(ecid !== undefined && !person.hasEvents ? { identityMap: { ECID: [{ id: ecid }] } } : {}),
    },
  };
}

/** A tier, and for some another one that is known on the second or third day. */
function loyaltyRecords({ crmId, loyaltyId }: GeneratedPerson, draws: Draws): GeneratedRecord[] {
  const record = (changedOn: string): GeneratedRecord => ({
    file: 'loyalty',
    value: {
      _acme: {
        crmId,
        loyalty: { loyaltyId, tier: TIERS[draws.below(TIERS.length)], points: draws.below(10_000), changedOn },
      },
    },
  });
  const records = [record('2026-07-01')];
  if (draws.percent(10)) records.push(record(date(draws.below(2))));
  return records;
}

/** What a customer said on a preference page; some typed their address in capitals, which is another id. */
function preferenceRecords(email: string, draws: Draws): GeneratedRecord[] {
  const address = draws.percent(3) ? email.toUpperCase() : email;
  const record = (consentChangedOn: string): GeneratedRecord => ({
    file: 'preferences',
    value: {
      _acme: { consent: { email: draws.percent(55), push: draws.percent(40) }, consentChangedOn },
      personalEmail: { address },
    },
  });
  const records = [record('2026-07-15')];
  if (draws.percent(8)) records.push(record(date(draws.below(3))));
  return records;
}

function eventRecords(person: GeneratedPerson, draws: Draws): GeneratedRecord[] {
  const [webId, appId] = person.ecids;
  const records: GeneratedRecord[] = [];
  if (webId !== undefined) records.push(...visits('web', webId, person, draws));
  if (appId !== undefined) records.push(...visits('app', appId, person, draws));
  const buysInStore = webId === undefined || isFirst(person.number) || draws.percent(10);
  if (person.crmId !== null && buysInStore) records.push(storePurchase(person, draws));
  return records;
}

/** One to four events. Some log in with the last of them only, and until then are another person. */
function visits(file: 'web' | 'app', ecid: string, person: GeneratedPerson, draws: Draws): GeneratedRecord[] {
  const count = 1 + draws.below(4);
  const logsInLate = draws.percent(15);
  const times = Array.from({ length: count }, () => eventTime(draws)).sort((a, b) => a - b);
  return times.map((time, index) => {
    const isLoggedIn = person.logsIn && (!logsInLate || index === count - 1);
    return {
      file,
      value: {
        _id: `${file}-${person.number}-${index}`,
        timestamp: new Date(time).toISOString(),
        identityMap: {
          ECID: [{ id: ecid, primary: true }],
          ...(isLoggedIn ? { crmId: [{ id: person.crmId, primary: false }] } : {}),
        },
        ...activity(draws),
      },
    };
  });
}

function activity(draws: Draws): object {
  const kind = draws.below(100);
  if (kind < 60) return { eventType: 'web.webpagedetails.pageViews' };
  if (kind < 85) return { eventType: 'commerce.productListAdds' };
  return { eventType: 'commerce.purchases', commerce: { order: { priceTotal: price(draws) } } };
}

function storePurchase({ number, crmId }: GeneratedPerson, draws: Draws): GeneratedRecord {
  return {
    file: 'store',
    value: {
      _id: `store-${number}`,
      timestamp: new Date(eventTime(draws)).toISOString(),
      eventType: 'commerce.purchases',
      _acme: { crmId },
      commerce: { order: { priceTotal: price(draws) } },
    },
  };
}

function eventTime(draws: Draws): number {
  const day = draws.below(EVENT_DAYS.before + EVENT_DAYS.after) - EVENT_DAYS.before;
  return FIRST_DAY + day * DAY_MS + draws.below(DAY_MS);
}

function price(draws: Draws): number {
  return (500 + draws.below(60_000)) / 100;
}

function date(daysAfterFirst: number): string {
  return new Date(FIRST_DAY + daysAfterFirst * DAY_MS).toISOString().slice(0, 10);
}
