package import Ambient

/// A change of a cluster or of one of its add-ons, as `DescribeUpdate` tells it.
package struct ClusterUpdate: Codable, Sendable, Hashable {
    /// What was changed, by the names of EKS's `UpdateParamType`.
    package struct Parameter: Codable, Sendable, Hashable {
        package var type: String
        package var value: String

        package init(type: String, value: String) {
            self.type = type
            self.value = value
        }
    }

    /// How many a cluster keeps.
    package static let kept = 100

    package var id: String
    /// For example `LoggingUpdate`.
    package var type: String
    package var addonName: String?
    package var parameters: [Parameter]
    package var createdAt: Timestamp
    package var clientRequestToken: String?

    package init(
        id: String,
        type: String,
        addonName: String? = nil,
        parameters: [Parameter],
        createdAt: Timestamp,
        clientRequestToken: String? = nil
    ) {
        self.id = id
        self.type = type
        self.addonName = addonName
        self.parameters = parameters
        self.createdAt = createdAt
        self.clientRequestToken = clientRequestToken
    }
}
