package import Ambient

/// Something that happened in the cache, for metrics and the log.
package enum CacheNote: Sendable, Hashable {
    /// Why an entry left.
    package enum Departure: Sendable, Hashable, CustomStringConvertible {
        case expired
        /// Its token expired: nobody can ask for it any more.
        case tokenExpired
        /// The pod's newer token has taken its place.
        case rotated
        /// The least recently used one made room.
        case full
        /// EKS Auth says that the token or the association is gone.
        case refused(UpstreamFailure)

        package var description: String {
            switch self {
            case .expired: "they have expired"
            case .tokenExpired: "their token has expired"
            case .rotated: "the pod has a newer token"
            case .full: "the cache is full"
            case .refused(let failure): failure.reason
            }
        }
    }

    case stored(PodName?, until: Timestamp, refreshAt: Timestamp?)
    case refreshed(PodName?, until: Timestamp, refreshAt: Timestamp?)
    case evicted(PodName?, Departure)
    /// A renewal failed; the credentials that are there still count, and are kept.
    case kept(PodName?, until: Timestamp, retryAt: Timestamp?, UpstreamFailure)
}
