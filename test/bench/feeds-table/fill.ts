import { offerPages, openBench, SHOP } from './bench-shop.ts'

/* A process of its own: what generating and importing leave in memory is no part of what a feed takes. */
const [folder = '', count = '0'] = process.argv.slice(2)
const { stores } = await openBench(folder)
await stores.shops.createShop(SHOP)
const staged = await stores.catalog.startImport(SHOP.shopId, SHOP.createdAt)
for (const page of offerPages(Number(count))) await staged.stage(page.map((offer) => ({ offer })))
await staged.publish()
await stores.close()
