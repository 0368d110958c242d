// SPDX-License-Identifier: Apache-2.0

/// Font sizes in pixels.
enum FontSize {
  static let title = 16.0
  static let subtitle = 12.5
  static let label = 12.0
  static let tick = 11.0
}
