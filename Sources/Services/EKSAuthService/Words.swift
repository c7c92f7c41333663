import AWSProtocols

/// The faults of EKS Auth; the reasons are for the operator.
enum Words {
    static let untrusting = "Unauthorized Exception! EKS does not have permissions to assume the associated role."

    static func noCluster(_ name: String) -> Fault {
        Fault("ResourceNotFoundException", status: 404, "No cluster found for name: \(name).")
    }

    static func noAssociation(_ log: String) -> Fault {
        Fault(
            "ResourceNotFoundException",
            status: 404,
            "No pod identity association was found for the service account of the token.",
            log: log
        )
    }

    static func invalidToken(_ log: String) -> Fault {
        Fault("InvalidTokenException", status: 400, "The service account token is not valid.", log: log)
    }

    static func expiredToken(_ log: String) -> Fault {
        Fault("ExpiredTokenException", status: 400, "The service account token has expired.", log: log)
    }

    static func otherNode(_ log: String) -> Fault {
        Fault(.accessDenied, "The token is of a pod on another node.", log: log)
    }

    static func unknownStanding(_ log: String) -> Fault {
        Fault("ServiceUnavailableException", status: 503, "The service is unavailable; try again.", log: log)
    }

    static func invalidParameter(_ message: String) -> Fault {
        Fault("InvalidParameterException", status: 400, message)
    }
}
