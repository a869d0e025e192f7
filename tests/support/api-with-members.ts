import type { Role } from "../../core/access/roles.ts";
import type { MemberId } from "../../core/shared/id.ts";
import { type ApiWithSample, apiWithSample } from "./api-with-sample.ts";
import { byPerson } from "./by-person.ts";
import type { Answer } from "./call-api.ts";
import { insertMember, insertSignedIn, type SignedIn } from "./member-rows.ts";
import { asOwner, insertSample } from "./sample.ts";

/** A person who is signed in, as a member. */
export type Joined = SignedIn & { readonly memberId: MemberId };

/** The API, and people who call it as members of its workspace. */
export type ApiWithMembers = {
  readonly shop: ApiWithSample;
  owner<T>(work: Parameters<typeof asOwner<T>>[1]): Promise<T>;
  /** A new person with a role on the workspace; on its organisation where it is `wide`. */
  join(role: Role, wide?: boolean): Promise<Joined>;
  /** Begins with an organisation that has one owner alone, and gives that one. */
  openOrganisation(): Promise<Joined>;
  by(person: SignedIn, method: string, path: string, body?: object): Promise<Answer>;
  /** As `by`, and gives what tells how it went: the status, and the code or the parameter of a refusal. */
  act(person: SignedIn, path: string, body?: object, method?: string): Promise<readonly unknown[]>;
};

/** Starts it before the tests of a file and stops it after them. */
export function apiWithMembers(): ApiWithMembers {
  const shop = apiWithSample();
  const owner: ApiWithMembers["owner"] = (work) => asOwner(shop.database.ownerUrl, work);
  const join: ApiWithMembers["join"] = (role, wide = false) =>
    owner(async (db) => {
      const person = await insertSignedIn(db);
      const { workspaceId } = shop.sample;
      return { ...person, memberId: await insertMember(db, person.personId, { workspaceId, role, wide }) };
    });
  const by: ApiWithMembers["by"] = (person, method, path, body) =>
    shop.api.call(method, path, null, body, byPerson(person, shop.sample.workspaceId));
  return {
    ...{ shop, owner, join, by },
    openOrganisation: async () => {
      shop.sample = await owner(insertSample);
      return join("owner", true);
    },
    act: async (person, path, body = {}, method = "POST") => {
      const { status, body: answer } = await by(person, method, path, body);
      return [status, answer.error?.code ?? answer.error?.param ?? null];
    },
  };
}
