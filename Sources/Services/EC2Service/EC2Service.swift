package import Authorization

/// The slice of Amazon EC2 (version 2016-11-15) that shows what a pod may see: there are no machines and no networks.
package struct EC2Service: Service {
    package init() {}

    package var operations: [ServiceOperation] { [Self.describeInstances, Self.describeVPCs] }
}
