-- The questions that readers ask first, as views.

-- How a work is named in the other views.
CREATE VIEW v_works AS -- each work as one line of text
SELECT
  source_id,
  coalesce(replace(authors, ';', '; '), publisher, container, 'Anonymous')
    || ' (' || coalesce(substr(published_start, 1, 4), 'n.d.') || '). ' || title
    || coalesce('. ' || container, '') || coalesce('. ' || coalesce('https://doi.org/' || doi, url), '') AS work
FROM sources;

CREATE VIEW v_events_cited AS -- events with the names of those who acted and their sources in words
SELECT
  e.event_id, e.date, e.date_start, e.date_end, e.title, e.event_type, e.domain, e.balancing,
  (SELECT group_concat(name, '; ') FROM (
     SELECT a.name FROM events_actors l JOIN actors a USING (actor_id)
     WHERE l.event_id = e.event_id ORDER BY l.position)) AS actor_names,
  (SELECT group_concat(name, '; ') FROM (
     SELECT a.name FROM events_recipients l JOIN actors a USING (actor_id)
     WHERE l.event_id = e.event_id ORDER BY l.position)) AS recipient_names,
  (SELECT group_concat(name, '; ') FROM (
     SELECT a.name FROM events_against l JOIN actors a USING (actor_id)
     WHERE l.event_id = e.event_id ORDER BY l.position)) AS against_names,
  e.summary, e.confidence, e.independent_sources,
  (SELECT group_concat(cited, ' | ') FROM (
     SELECT w.work || coalesce(' [' || l.locator || ']', '') AS cited
     FROM events_sources l JOIN v_works w USING (source_id)
     WHERE l.event_id = e.event_id ORDER BY l.position)) AS cited
FROM events e;

CREATE VIEW v_agreements_cited AS -- agreements with the names of their parties and their sources in words
SELECT
  g.agreement_id, g.title, g.instrument, g.domain, g.signed, g.in_force, g.ended, g.status,
  (SELECT group_concat(name, '; ') FROM (
     SELECT a.name FROM agreements_parties l JOIN actors a USING (actor_id)
     WHERE l.agreement_id = g.agreement_id ORDER BY l.position)) AS party_names,
  g.value, g.currency, g.stage, g.summary, g.confidence, g.independent_sources,
  (SELECT group_concat(cited, ' | ') FROM (
     SELECT w.work || coalesce(' [' || l.locator || ']', '') AS cited
     FROM agreements_sources l JOIN v_works w USING (source_id)
     WHERE l.agreement_id = g.agreement_id ORDER BY l.position)) AS cited
FROM agreements g;

CREATE VIEW v_observations_named AS -- observations with names for codes, and the terms of their source
SELECT
  o.indicator_id, i.name AS indicator, o.reporter, r.name AS reporter_name, o.partner, p.name AS partner_name,
  o.period, o.value, o.unit, i.price_basis, i.stage, o.qualifier, o.flag,
  w.work || coalesce(' [' || o.source_locator || ']', '') AS cited, s.redistribution, o.note
FROM observations o
JOIN indicators i USING (indicator_id)
JOIN actors r ON r.actor_id = o.reporter
JOIN actors p ON p.actor_id = o.partner
JOIN sources s ON s.source_id = o.source_id
JOIN v_works w ON w.source_id = o.source_id;

CREATE VIEW v_observations_disputed AS -- the same quantity as several sources give it, widest gap first
SELECT
  o.indicator_id, i.name AS indicator, o.reporter, o.partner, o.period, o.unit,
  count(DISTINCT o.source_id) AS sources, min(o.value) AS lowest, max(o.value) AS highest,
  CASE WHEN min(o.value) > 0 THEN max(o.value) / min(o.value) END AS ratio
FROM observations o JOIN indicators i USING (indicator_id)
GROUP BY o.indicator_id, o.reporter, o.partner, o.period, o.unit
HAVING count(DISTINCT o.source_id) > 1 AND min(o.value) < max(o.value)
ORDER BY ratio IS NULL, ratio DESC, o.indicator_id, o.reporter, o.partner, o.period;

CREATE VIEW v_claims_judged AS -- what a source asserts, and what others show; without part_of and repeats, each assertion once
SELECT
  c.claim_id, c.part_of, c.repeats, c.kind, c.claim_type, c.statement, c.attributed_to, c.cause, c.effect, c.source,
  ';' || c.subject || ';' AS subjects, ';' || c.theory || ';' AS theories, c.mechanism,
  v.verdict, v.rule, v.reason, v.would_change, v.supports, v.qualifies, v.contradicts,
  c.value AS claimed, c.unit, v.lowest, v.highest, v.nearest, v.independent_sources
FROM claims c LEFT JOIN verdicts v USING (claim_id);

CREATE VIEW v_claims_evidence AS -- the same with each linked record; one subject: WHERE subjects LIKE '%;corridor;%'
SELECT j.*, e.stance, e.record, r.label, e.note
FROM v_claims_judged j LEFT JOIN evidence e USING (claim_id) LEFT JOIN records r USING (record)
ORDER BY j.claim_id, e.stance DESC, e.record;
