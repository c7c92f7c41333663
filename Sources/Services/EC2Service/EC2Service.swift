import AWSVocabulary
package import Authorization
import IAMPolicy
import ServiceModel

/// The slice of Amazon EC2 (version 2016-11-15) that shows what a pod may see: there are no machines and no networks.
package struct EC2Service: Service {
    package init() {}

    package var operations: [ServiceOperation] { [Self.describeInstances, Self.describeVPCs] }

    /// A permission on everything, with the key that EC2 adds to every call.
    static func plan(_ action: String, of call: Call) -> AccessPlan {
        var keys = ContextKeys()
        keys["ec2:Region"] = [call.context.region.description]
        return AccessPlan([.permission(Permission(action, on: "*", keys: keys))])
    }
}
