import AWSProtocols
import AWSVocabulary
import Ambient

/// The faults of the operator's operations.
enum Words {
    static func noCluster(_ name: String?) -> Fault {
        Fault(
            "ResourceNotFoundException",
            status: 404,
            name.map { "No cluster found for name: \($0)." } ?? "There is no cluster in this account."
        )
    }

    static func severalClusters(_ names: [String]) -> Fault {
        Fault(.validation, "clusterName is needed, since there are several: \(names.joined(separator: ", ")).")
    }

    static func registeredCluster(_ name: String) -> Fault {
        Fault(
            "InvalidRequestException",
            status: 400,
            "The tokens and keys of cluster \(name) are made by its own API server, not here."
        )
    }

    static func noActiveKey(_ cluster: String) -> Fault {
        Fault("NoActiveKey", status: 409, "The cluster \(cluster) has no key that signs: rotate its keys first.")
    }

    static func noSuchKey(_ id: String) -> Fault {
        Fault("NoSuchKey", status: 404, "There is no signing key \(id).")
    }

    static func keyIsActive(_ id: String) -> Fault {
        Fault(
            "KeyIsActive",
            status: 409,
            "The key \(id) signs new tokens: rotate first, so that another does, then retire it."
        )
    }

    static func keyIsRetired(_ id: String, at time: Timestamp?) -> Fault {
        let since = time.map { " at \($0.rfc3339)" } ?? ""
        return Fault(
            "KeyAlreadyRetired",
            status: 409,
            "The key \(id) was retired\(since) and verifies nothing any more."
        )
    }

    static func noSuchRequest(_ id: String) -> Fault {
        Fault("NoSuchRequest", status: 404, "No request with the id \(id) was recorded.")
    }

    static let tooShortlyLived = Fault(
        .validation,
        "durationSeconds: may not specify a duration less than 10 minutes (600 seconds)"
    )

    static let tooLongLived = Fault(
        .validation,
        "durationSeconds: may not specify a duration greater than 24 hours (86400 seconds)"
    )
}
