import { expect, it } from "vitest";
import { PERSONAL_FIELDS, personalIn, withoutPersonal } from "./personal.ts";

it("leaves nothing of a person, however deep, and the form of everything", () => {
  const customer = { external_id: "C-1", email_sha256: "ab" };
  const given = {
    data: [{ id: "aff_1", email: "a@b.example", stats: { clicks: 3, user_agent: "Mozilla" } }],
    ...{ customer, metadata: { name: "Ada" }, amount: { amount_minor: "12", currency: "EUR" } },
  };
  expect(withoutPersonal(given)).toEqual({
    data: [{ id: "aff_1", email: null, stats: { clicks: 3, user_agent: null } }],
    customer: { external_id: null, email_sha256: null },
    ...{ metadata: null, amount: { amount_minor: "12", currency: "EUR" } },
  });
});

const TRACE = {
  id: "com_1",
  rules: [
    {
      conditions: {
        all: [
          { field: "conversion.metadata", key: "name", in: ["Ada"], actual: "Ada", holds: true },
          { field: "conversion.payment", max: 1, actual: "2", holds: false },
          { field: "conversion.event", in: ["sale"], actual: "sale", holds: true },
        ],
      },
      recurring: {
        months: 12,
        first: "2026-01-15T00:00:00.000Z",
        until: "2027-01-15T00:00:00.000Z",
        holds: true,
      },
    },
  ],
  minimum_order: { actual: "12", holds: true },
};

it("leaves of a trace what tells of no customer", () => {
  const { conditions } = TRACE.rules[0] as (typeof TRACE.rules)[0];
  const [metadata, payment, event] = conditions.all;
  expect(withoutPersonal(TRACE)).toEqual({
    ...TRACE,
    rules: [
      {
        conditions: { all: [{ ...metadata, actual: null }, { ...payment, actual: null }, event] },
        recurring: { months: 12, first: null, until: null, holds: true },
      },
    ],
  });
  expect(personalIn(TRACE)).toEqual({ subjects: ["com_1"], fields: ["actual", "first", "until"] });
});

it.each([null, 1, "email", true, [], ["email", null], {}])("takes %j as it is", (value) => {
  expect(withoutPersonal(value)).toEqual(value);
});

it("knows e-mail addresses, hashes of persons and costs by their names", () => {
  for (const name of ["email", "email_sha256", "ip_hash", "network_hash", "cost_minor"]) {
    expect(PERSONAL_FIELDS.has(name)).toBe(true);
  }
});

it("finds what tells of a person and of whom, and nothing in what is null or a cost", () => {
  const list = {
    data: [
      { id: "aff_1", email: "a@b.example", stats: { user_agent: "Mozilla" } },
      { id: "aff_2", email: null, cost: "12", customer: { external_id: null } },
      { id: "cnv_1", customer: { external_id: "C-1" } },
    ],
  };
  expect(personalIn(list)).toEqual({
    subjects: ["aff_1", "cnv_1"],
    fields: ["customer", "email", "user_agent"],
  });
  for (const id of ["", "i".repeat(65), "ada@a.example", 7, null]) {
    const kept = { id: "rep_1", filters: { id, email: "ada@a.example" } };
    expect([id, personalIn(kept)]).toEqual([id, { subjects: ["rep_1"], fields: ["email"] }]);
  }
  expect(personalIn({ data: [{ id: "aff_2", email: null, cost_minor: "1" }] })).toEqual({
    ...{ subjects: [], fields: [] },
  });
});
