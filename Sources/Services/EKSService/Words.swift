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

    static func clusterExists(_ name: String) -> Fault {
        Fault(
            "ResourceInUseException",
            status: 409,
            "Cluster already exists with name: \(name)",
            fields: ["clusterName": .string(name)]
        )
    }

    static func ownCluster(_ name: String) -> Fault {
        Fault(
            "InvalidRequestException",
            status: 400,
            "The cluster \(name) is the one that Lanyard itself runs: it ends with its data directory.",
            fields: ["clusterName": .string(name)]
        )
    }

    static func protected(_ name: String) -> Fault {
        Fault(
            "InvalidRequestException",
            status: 400,
            "Cluster \(name) has deletion protection enabled: disable it with UpdateClusterConfig first.",
            fields: ["clusterName": .string(name)]
        )
    }

    static func unusableClusterRole(_ arn: String) -> Fault {
        invalidParameter(
            "Role with arn: \(arn), could not be assumed because it does not exist or the trusted entity is not correct"
        )
    }

    static func issuerTaken(_ issuer: String) -> Fault {
        invalidParameter("Another cluster has the issuer \(issuer).")
    }

    static let severalUpdates = invalidParameter("Only one type of update can be allowed.")
    static let noUpdate = invalidParameter("The type for cluster update was not provided.")

    static func noUpdate(_ id: String, cluster: String) -> Fault {
        Fault(
            "ResourceNotFoundException",
            status: 404,
            "No update found for ID: \(id)",
            fields: ["clusterName": .string(cluster)]
        )
    }

    static func noAddon(_ name: String, cluster: String) -> Fault {
        Fault(
            "ResourceNotFoundException",
            status: 404,
            "No addon: \(name) found in cluster: \(cluster)",
            fields: ["clusterName": .string(cluster), "addonName": .string(name)]
        )
    }

    static func addonExists(_ name: String, cluster: String) -> Fault {
        Fault(
            "ResourceInUseException",
            status: 409,
            "Addon already exists.",
            fields: ["clusterName": .string(cluster), "addonName": .string(name)]
        )
    }

    static let unsupportedAddon = invalidParameter("Addon specified is not supported")
    static let unsupportedAddonVersion = invalidParameter("Addon version specified is not supported")

    static func unsupportedConfiguration(_ reason: String) -> Fault {
        invalidParameter("ConfigurationValue provided in request is not supported: \(reason)")
    }

    static func noConfigurationSchema(_ name: String, _ version: String) -> Fault {
        Fault(
            "ResourceNotFoundException",
            status: 404,
            "No configuration schema found for addon: \(name) version: \(version)",
            fields: ["addonName": .string(name)]
        )
    }

    static let badResource = Fault("BadRequestException", status: 400, "Invalid ARN: it must name an EKS resource.")

    static func nothingTagged(_ arn: String) -> Fault {
        Fault("NotFoundException", status: 404, "Resource not found: \(arn)")
    }

    static let tooManyTags = Fault(
        "BadRequestException",
        status: 400,
        "The number of tags exceeds the maximum of 50 of a resource."
    )

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

    static let invalidToken = invalidParameter("nextToken is not one that a page gave.")
    static let tokenOfAnother = invalidParameter(
        "The clientRequestToken was used already, by a request with other parameters."
    )

    static func invalidParameter(_ message: String) -> Fault {
        Fault("InvalidParameterException", status: 400, message)
    }
}
