import type { Photo, PhotoStore } from '../../catalog/photo.ts'
import { compareText } from '../../shared/text-order.ts'
import type { ShopMemories } from './shop-memory.ts'

export function memoryPhotos(shops: ShopMemories): PhotoStore {
  return {
    async find(shopId, url) {
      return shops(shopId).photos.get(url)
    },

    async findAll(shopId, urls) {
      const { photos } = shops(shopId)
      const found = new Map<string, Photo>()
      for (const url of urls) {
        const photo = photos.get(url)
        if (photo) found.set(url, photo)
      }
      return found
    },

    async findByHash(shopId, hash) {
      return [...shops(shopId).photos.values()].find((photo) => photo.hash === hash)
    },

    async save(photo) {
      const memory = shops(photo.shopId)
      memory.photos.set(photo.url, photo)
      memory.photoFaults.delete(photo.url)
      memory.catalogRevision++
      for (const { offerId, imageLink } of memory.offers.values())
        if (imageLink === photo.url) memory.changedAtRevision.set(offerId, memory.catalogRevision)
    },

    async saveFault(fault) {
      const memory = shops(fault.shopId)
      memory.photoFaults.set(fault.url, fault)
      memory.catalogRevision++
    },

    async missing(shopId, { retryBefore, limit }) {
      const { offers, photos, photoFaults } = shops(shopId)
      const links = new Set<string>()
      for (const { imageLink } of offers.values()) {
        if (imageLink === undefined || photos.has(imageLink)) continue
        if ((photoFaults.get(imageLink)?.failedAt ?? Number.NEGATIVE_INFINITY) > retryBefore) continue
        links.add(imageLink)
      }
      return [...links].sort(compareText).slice(0, limit)
    },
  }
}
