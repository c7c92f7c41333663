import AWSProtocols

/// The faults of Amazon EKS in AWS's words.
enum Words {
    static let associationsPerCluster = 5000

    static func noCluster(_ name: String) -> Fault {
        Fault(
            "ResourceNotFoundException",
            status: 404,
            "No cluster found for name: \(name).",
            fields: ["clusterName": .string(name)]
        )
    }

    static func noAssociation(_ id: String, cluster: String) -> Fault {
        Fault(
            "ResourceNotFoundException",
            status: 404,
            "No pod identity association found for associationId: \(id) in cluster: \(cluster).",
            fields: ["clusterName": .string(cluster)]
        )
    }

    static func associationExists(_ id: String, cluster: String) -> Fault {
        Fault(
            "ResourceInUseException",
            status: 409,
            "Association already exists: \(id)",
            fields: ["clusterName": .string(cluster)]
        )
    }

    static let noSuchRole = invalidParameter("Role provided in the request does not exist.")
    static let untrustingRole = invalidParameter("Trust policy of the role provided is invalid.")
    static let policyWithTags = invalidParameter(
        "A policy can be specified only when disableSessionTags is set to true."
    )
    static let foreignRole = Fault(.accessDenied, "Cross-account pass role is not allowed.")
    static let tooManyAssociations = Fault(
        "ResourceLimitExceededException",
        status: 400,
        "The cluster already has the maximum of \(associationsPerCluster) pod identity associations."
    )

    static func unchanged(cluster: String) -> Fault {
        Fault(
            "InvalidRequestException",
            status: 400,
            "The request changes nothing about the pod identity association.",
            fields: ["clusterName": .string(cluster)]
        )
    }

    static func owned(by owner: String) -> Fault {
        Fault("InvalidRequestException", status: 400, "The association is owned by \(owner); change it there.")
    }

    static func invalidParameter(_ message: String) -> Fault {
        Fault("InvalidParameterException", status: 400, message)
    }
}
