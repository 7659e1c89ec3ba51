import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { eventDoor } from '../event-door.ts'
import { addEventRoutes } from './events.ts'
import { addGa4Routes } from './ga4.ts'
import { addMetaRoutes } from './meta.ts'
import { addPixelRoutes } from './pixel.ts'
import { addSegmentRoutes } from './segment.ts'
import { addShopifyRoutes } from './shopify.ts'
import { addWoocommerceRoutes } from './woocommerce.ts'

/** Every way in for events; together they take no more than one door has room for. */
export function addDoorRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const door = eventDoor(deps)
  addEventRoutes(app, deps, door)
  addSegmentRoutes(app, deps, door)
  addGa4Routes(app, deps, door)
  addMetaRoutes(app, deps, door)
  addShopifyRoutes(app, deps, door)
  addWoocommerceRoutes(app, deps, door)
  addPixelRoutes(app, deps)
}
