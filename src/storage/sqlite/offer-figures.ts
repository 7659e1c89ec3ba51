import type { FigureOptions } from '../../audience/store.ts'

/**
 * How many persons hold each offer open, at which stage: first the visitors who stand alone, one row of the state for
 * each offer, then those who are one person with others, of whom the furthest stage counts and a purchase on any
 * device. The visitors' index knows who was active since `@from`.
 */
export const figureQueries = (purchaseCloses: FigureOptions['purchaseCloses']): readonly string[] => [
  `select open.offer_id, open.stage, count(*) as persons, max(open.last_at) as last_at
   from visitors v join visitor_items open on open.shop_id = v.shop_id and open.visitor_id = v.visitor_id
   where v.shop_id = @shopId and v.open_last_at >= @from and v.person_id is null
     and open.stage is not null and open.last_at >= @from and open.last_at <= @to
     ${purchaseCloses === 'offer' ? '' : `and not exists (${boughtAlone(purchaseCloses)})`}
   group by open.offer_id, open.stage`,

  `select offer_id, case max(rank) when 3 then 'checkout' when 2 then 'carted' else 'viewed' end as stage,
     1 as persons, max(last_at) as last_at
   from (
     select open.offer_id, v.person_id, open.last_at,
       case open.stage when 'checkout' then 3 when 'carted' then 2 else 1 end as rank
     from visitors v join visitor_items open on open.shop_id = v.shop_id and open.visitor_id = v.visitor_id
     where v.shop_id = @shopId and v.open_last_at >= @from and v.person_id is not null
       and open.stage is not null and open.last_at >= @from and open.last_at <= @to
       and not exists (${boughtByPerson(purchaseCloses)})
   )
   group by offer_id, person_id`,
]

type Closing = FigureOptions['purchaseCloses']

const SAME_GROUP = `exists (
  select 1 from offers a join offers b on b.shop_id = a.shop_id and b.item_group_id = a.item_group_id
  where a.shop_id = open.shop_id and a.offer_id = open.offer_id and b.offer_id = bought.offer_id)`

/** A visitor's purchase of the same offer is in its stage already. */
function boughtAlone(purchaseCloses: Exclude<Closing, 'offer'>): string {
  return `
    select 1 from visitor_items bought
    where bought.shop_id = open.shop_id and bought.visitor_id = open.visitor_id and bought.offer_id <> open.offer_id
      and bought.purchased_at >= open.last_at ${purchaseCloses === 'shop' ? '' : `and ${SAME_GROUP}`}`
}

function boughtByPerson(purchaseCloses: Closing): string {
  const same = 'bought.offer_id = open.offer_id'
  const other = { offer: same, 'item-group': `(${same} or ${SAME_GROUP})`, shop: 'true' }[purchaseCloses]
  return `
    select 1 from visitors p join visitor_items bought on bought.shop_id = p.shop_id and bought.visitor_id = p.visitor_id
    where p.shop_id = v.shop_id and p.person_id = v.person_id
      and bought.purchased_at >= open.last_at
      and (bought.visitor_id <> open.visitor_id or bought.offer_id <> open.offer_id)
      and ${other}`
}

/**
 * The same where events carry other ids than the catalog: each row under the id that it was matched to, and a purchase
 * under any of an offer's ids closes the others.
 */
export const matchedFigureQuery = (purchaseCloses: Closing): string => `
  select offer_id, case max(rank) when 3 then 'checkout' when 2 then 'carted' else 'viewed' end as stage,
    1 as persons, max(last_at) as last_at
  from (
    select ${MATCHED_OPEN} as offer_id, coalesce(v.person_id, v.visitor_id) as person, open.last_at,
      case open.stage when 'checkout' then 3 when 'carted' then 2 else 1 end as rank
    from visitors v join visitor_items open on open.shop_id = v.shop_id and open.visitor_id = v.visitor_id
      left join offer_matches m on m.shop_id = open.shop_id and m.sent_id = open.offer_id
    where v.shop_id = @shopId and v.open_last_at >= @from
      and open.stage is not null and open.last_at >= @from and open.last_at <= @to
      and not exists (
        select 1
        from visitors p join visitor_items bought on bought.shop_id = p.shop_id and bought.visitor_id = p.visitor_id
          left join offer_matches n on n.shop_id = bought.shop_id and n.sent_id = bought.offer_id
        where p.shop_id = v.shop_id and (p.visitor_id = v.visitor_id or p.person_id = v.person_id)
          and bought.purchased_at >= open.last_at
          and (bought.visitor_id <> open.visitor_id or bought.offer_id <> open.offer_id)
          and ${MATCHED_CLOSES[purchaseCloses]}
      )
  )
  group by offer_id, person`

const MATCHED_OPEN = 'coalesce(m.offer_id, open.offer_id)'
const MATCHED_BOUGHT = 'coalesce(n.offer_id, bought.offer_id)'
const MATCHED_CLOSES: Readonly<Record<Closing, string>> = {
  offer: `${MATCHED_BOUGHT} = ${MATCHED_OPEN}`,
  'item-group': `(${MATCHED_BOUGHT} = ${MATCHED_OPEN} or exists (
    select 1 from offers a join offers b on b.shop_id = a.shop_id and b.item_group_id = a.item_group_id
    where a.shop_id = open.shop_id and a.offer_id = ${MATCHED_OPEN} and b.offer_id = ${MATCHED_BOUGHT}))`,
  shop: 'true',
}
