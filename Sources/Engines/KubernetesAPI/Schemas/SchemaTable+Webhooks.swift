extension SchemaTable {
    /// Webhook configurations.
    static let webhooks = """
        = MutatingWebhookConfiguration: Who is asked about requests, and may change what they carry.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        webhooks [MutatingWebhook] @name: The webhooks, in the order in which they are called.

        = MutatingWebhook: One webhook that may change objects.
        admissionReviewVersions! [str]: The versions of AdmissionReview that it understands; v1 is spoken here.
        clientConfig! WebhookClientConfig: Where it is.
        failurePolicy str: What a call that failed means: Fail refuses the request, Ignore lets it through.
        matchConditions [MatchCondition] @name: CEL conditions on the request; refused by this server.
        matchPolicy str: Exact or Equivalent.
        name! str: Its full name, such as pod-identity-webhook.amazonaws.com.
        namespaceSelector LabelSelector: Selects by the labels of the object's namespace.
        objectSelector LabelSelector: Selects by the labels of the object.
        reinvocationPolicy str: Whether it is asked again after later webhooks changed the object: Never or IfNeeded.
        rules [RuleWithOperations]: The operations on the resources that it is asked about.
        sideEffects! str: None or NoneOnDryRun; others are not asked in a dry run.
        timeoutSeconds int: How long it may take, 1 to 30; 10 if not given.

        = WebhookClientConfig: Where a webhook is: a URL or a service.
        caBundle bytes: The certificates, in PEM and base64, that its certificate must be signed by.
        service ServiceReference: A service of the cluster.
        url str: An https URL.

        = ServiceReference
        name! str
        namespace! str
        path str
        port int

        = MatchCondition
        expression! str
        name! str

        = RuleWithOperations: Operations on resources.
        apiGroups [str]: API groups; the core group is the empty text, and * means all.
        apiVersions [str]: Versions of the groups; * means all.
        operations [str]: CREATE, UPDATE, DELETE, CONNECT or *.
        resources [str]: Resources, such as pods, pods/status, */* or *.
        scope str: Cluster, Namespaced or *.

        = ValidatingWebhookConfiguration: Who is asked about requests, and may refuse them.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        webhooks [ValidatingWebhook] @name: The webhooks, which are called all at once.

        = ValidatingWebhook: One webhook that may refuse requests.
        admissionReviewVersions! [str]: The versions of AdmissionReview that it understands; v1 is spoken here.
        clientConfig! WebhookClientConfig: Where it is.
        failurePolicy str: What a call that failed means: Fail refuses the request, Ignore lets it through.
        matchConditions [MatchCondition] @name: CEL conditions on the request; refused by this server.
        matchPolicy str: Exact or Equivalent.
        name! str: Its full name, such as pod-identity-webhook.amazonaws.com.
        namespaceSelector LabelSelector: Selects by the labels of the object's namespace.
        objectSelector LabelSelector: Selects by the labels of the object.
        rules [RuleWithOperations]: The operations on the resources that it is asked about.
        sideEffects! str: None or NoneOnDryRun; others are not asked in a dry run.
        timeoutSeconds int: How long it may take, 1 to 30; 10 if not given.
        """
}
