-- Erasing a person takes out of the evidence of their clicks what names another click, and ties the two together.
grant update (evidence) on clicks to tributary_app;
--> statement-breakpoint
-- What a simulation noted of the customers of its sales is theirs too.
grant update (customer_keys) on simulation_credits to tributary_app;
