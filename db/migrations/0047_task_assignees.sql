-- An assignee was an address. From here on it is a member: whose address it was, or nobody, who then is not reminded.
alter table tasks no force row level security;
--> statement-breakpoint
alter table members no force row level security;
--> statement-breakpoint
alter table people no force row level security;
--> statement-breakpoint
alter table workspaces no force row level security;
--> statement-breakpoint
update tasks set
  assignee = known.member_id,
  remind_at = case when known.member_id is not null then remind_at end,
  reminded_at = case when known.member_id is not null then reminded_at end
  from (select task.workspace_id, task.id, min(member.id) as member_id
          from tasks as task
          join workspaces as workspace on workspace.id = task.workspace_id
          left join people as person on lower(person.email) = lower(task.assignee)
          left join members as member on member.person_id = person.id and member.status = 'active'
           and (member.workspace_id = task.workspace_id
                or (member.workspace_id is null and member.organisation_id = workspace.organisation_id))
         where task.assignee is not null
         group by task.workspace_id, task.id) as known
 where tasks.workspace_id = known.workspace_id and tasks.id = known.id;
--> statement-breakpoint
alter table tasks force row level security;
--> statement-breakpoint
alter table members force row level security;
--> statement-breakpoint
alter table people force row level security;
--> statement-breakpoint
alter table workspaces force row level security;
--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_assignee_members_id_fk" FOREIGN KEY ("assignee") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "tasks_assignee_idx" ON "tasks" USING btree ("workspace_id","assignee","id") WHERE "tasks"."assignee" is not null;
