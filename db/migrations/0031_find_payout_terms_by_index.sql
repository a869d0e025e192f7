-- The terms in force of each pair, as before: named in the order of the index, which takes no null for a constant, so that the
-- newest version is found by one look however many there are.
create or replace function payout_terms_of(of_workspace text, at timestamptz, affiliates text[], programs text[])
returns table (affiliate_id text, program_id text, hold_days smallint, net text, schedule text, minimums jsonb,
               requires_tax_form boolean, requires_method boolean, countries text[], method_kinds text[],
               payout_currency text)
language sql stable as $$
  select pair.affiliate_id, pair.program_id,
         coalesce(both_of.hold_days, of_affiliate.hold_days),
         coalesce(both_of.net, of_affiliate.net, of_program.net, of_all.net, 'immediate'),
         coalesce(both_of.schedule, of_affiliate.schedule, of_program.schedule, of_all.schedule, 'daily'),
         usual.minimums || coalesce(of_all.minimums, '{}') || coalesce(of_program.minimums, '{}')
           || coalesce(of_affiliate.minimums, '{}') || coalesce(both_of.minimums, '{}'),
         coalesce(both_of.requires_tax_form, of_affiliate.requires_tax_form, of_program.requires_tax_form,
                  of_all.requires_tax_form, false),
         coalesce(both_of.requires_method, of_affiliate.requires_method, of_program.requires_method,
                  of_all.requires_method, false),
         coalesce(both_of.countries, of_affiliate.countries, of_program.countries, of_all.countries, '{}'),
         coalesce(both_of.method_kinds, of_affiliate.method_kinds, of_program.method_kinds, of_all.method_kinds, '{}'),
         case chosen.currency when 'affiliate' then affiliate.currency::text when 'commission' then null
              else chosen.currency end
    from unnest(payout_terms_of.affiliates, payout_terms_of.programs) with ordinality
           as pair (affiliate_id, program_id, place)
    cross join lateral (
      select coalesce(jsonb_object_agg(least_of.currency, least_of.minimum_minor::text), '{}') as minimums
        from payout_minimums as least_of where least_of.workspace_id = of_workspace) as usual
    left join affiliates as affiliate
      on affiliate.workspace_id = of_workspace and affiliate.id = pair.affiliate_id
    left join lateral (
      select * from payout_terms as terms
       where terms.workspace_id = of_workspace and terms.affiliate_id = pair.affiliate_id
         and terms.program_id = pair.program_id and terms.effective_from <= at
       order by terms.affiliate_id desc, terms.program_id desc, terms.effective_from desc limit 1) as both_of on true
    left join lateral (
      select * from payout_terms as terms
       where terms.workspace_id = of_workspace and terms.affiliate_id = pair.affiliate_id
         and terms.program_id is null and terms.effective_from <= at
       order by terms.affiliate_id desc, terms.program_id desc, terms.effective_from desc limit 1) as of_affiliate on true
    left join lateral (
      select * from payout_terms as terms
       where terms.workspace_id = of_workspace and terms.affiliate_id is null
         and terms.program_id = pair.program_id and terms.effective_from <= at
       order by terms.affiliate_id desc, terms.program_id desc, terms.effective_from desc limit 1) as of_program on true
    left join lateral (
      select * from payout_terms as terms
       where terms.workspace_id = of_workspace and terms.affiliate_id is null
         and terms.program_id is null and terms.effective_from <= at
       order by terms.affiliate_id desc, terms.program_id desc, terms.effective_from desc limit 1) as of_all on true
    cross join lateral (
      select coalesce(both_of.payout_currency, of_affiliate.payout_currency, of_program.payout_currency,
                      of_all.payout_currency, 'affiliate') as currency) as chosen
   order by pair.place
$$;
