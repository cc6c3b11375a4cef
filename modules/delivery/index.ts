// Delivery, the origin: tokens at the door, manifests, segments, the hot cache.
export { createDelivery, type Delivery, type DeliveryOptions, type DeliveryStats } from './delivery.ts';
export { deliveryMigrations } from './migrations/index.ts';
