import { eq, or } from "drizzle-orm";
import type { MemberId } from "../../core/shared/id.ts";
import { affiliates, contacts, notes, savedReports, tasks } from "../../db/schema/index.ts";
import { findUnseen, type Given } from "../members/assignments.ts";
import { findActiveMembers } from "../members/load-member.ts";
import { flag, instant, json, named, picked, text, times } from "../resources/columns.ts";
import type { Resource, RowChange } from "../resources/resource.ts";
import type { Problem } from "../shared/problems.ts";

const references = { affiliateId: affiliates };

/** Contacts: people at an affiliate. */
export const contactResource: Resource<typeof contacts.$inferSelect> = {
  ...{ object: "contact", prefix: "con", table: contacts, references },
  columns: {
    affiliate_id: picked("affiliateId"),
    name: named("name"),
    email: text("email", ["eq", "contains"], { isSearched: true }),
    phone: text("phone", ["eq"]),
    position: text("position"),
    ...times,
  },
  personal: ["name", "email", "phone"],
  masked: ["email", "phone"],
};

/** Notes about affiliates, by who wrote them. */
export const noteResource: Resource<typeof notes.$inferSelect> = {
  ...{ object: "note", prefix: "nte", table: notes, references },
  columns: {
    affiliate_id: picked("affiliateId"),
    text: text("text", ["contains"], { isSearched: true }),
    pinned: flag("isPinned"),
    author: picked("author"),
    ...times,
  },
  personal: ["text"],
  amend: ({ actor }, fields, before) => (before ? fields : { ...fields, author: actor }),
};

/**
 * Tasks. One that is done says since when and by whom; a reminder that moves is sent anew. An agent is given those of affiliates
 * that it looks after.
 */
export const taskResource: Resource<Task> = {
  ...{ object: "task", prefix: "tsk", table: tasks, references },
  columns: {
    affiliate_id: picked("affiliateId"),
    title: text("title", ["contains"], { isSearched: true }),
    text: text("text"),
    due_at: instant("dueAt", { isSorted: true }),
    assignee_id: picked("assigneeId"),
    remind_at: instant("remindAt"),
    done_at: instant("doneAt"),
    done_by: picked("doneBy"),
    ...times,
  },
  personal: ["title", "text"],
  amend: ({ actor, now }, { isDone, ...fields }, before) => {
    const wasDone = before?.doneAt != null;
    const done = isDone ? { doneAt: now, doneBy: actor } : { doneAt: null, doneBy: null };
    const isMoved =
      "remindAt" in fields && Number(fields.remindAt) !== Number(before?.remindAt ?? Number.NaN);
    return {
      ...fields,
      ...(isDone === undefined || isDone === wasDone ? {} : done),
      ...(before && isMoved ? { remindedAt: null } : {}),
    };
  },
  judge: async (tx, context, changes) => {
    const members = await findActiveMembers(tx, context, changes.flatMap(newAssignee));
    const unseen = await findUnseen(tx, context, changes.map(newlyGiven));
    return changes.map((change, index) => {
      const { remindAt = null, assigneeId = null } = change.after;
      if (newAssignee(change).some((id) => !members.has(id))) return NO_MEMBER;
      if (unseen.has(index)) return UNSEEN;
      return remindAt !== null && assigneeId === null ? NOBODY_TO_REMIND : null;
    });
  },
};

type Task = typeof tasks.$inferSelect;
const NO_MEMBER: Problem = {
  code: "invalid",
  param: "assignee_id",
  message: "is no member of the workspace",
};
const UNSEEN: Problem = {
  ...{ code: "invalid", param: "assignee_id" },
  message: "is an agent that does not look after this affiliate",
};
const NOBODY_TO_REMIND: Problem = {
  ...{ code: "invalid", param: "assignee_id" },
  message: "is required, since somebody is to be reminded",
};

/** The assignee that a change names, who is not the assignee yet. */
function newAssignee({ before, after }: Pick<RowChange<Task>, "before" | "after">): readonly MemberId[] {
  const { assigneeId = null } = after;
  return assigneeId === null || assigneeId === before?.assigneeId ? [] : [assigneeId];
}

/** To whom a change gives a task of which affiliate: nothing new of a task that keeps both. */
function newlyGiven({ before, after }: RowChange<Task>): Given {
  const { assigneeId = null, affiliateId = null } = after;
  const isKept = before !== null && before.assigneeId === assigneeId && before.affiliateId === affiliateId;
  return { memberId: isKept ? null : assigneeId, affiliateId };
}

/** Saved reports: what one asks the reports for again. Others see those that are shared, and change none. */
export const savedReportResource: Resource<typeof savedReports.$inferSelect> = {
  ...{ object: "saved_report", prefix: "rpt", table: savedReports },
  columns: {
    name: named("name"),
    definition: json("definition"),
    owner: picked("owner"),
    shared: flag("isShared"),
    ...times,
  },
  visible: ({ actor }) =>
    or(eq(savedReports.owner, actor), eq(savedReports.isShared, true)) ?? eq(savedReports.owner, actor),
  amend: ({ actor }, fields, before) => (before ? fields : { ...fields, owner: actor }),
  judge: async (_tx, { actor }, changes) =>
    changes.map(({ before }) =>
      before && before.owner !== actor
        ? { code: "forbidden", message: "Only who saved a report may change it." }
        : null,
    ),
};
