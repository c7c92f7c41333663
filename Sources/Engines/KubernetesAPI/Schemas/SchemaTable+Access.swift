extension SchemaTable {
    /// What callers may do.
    static let access = """
        = LocalSubjectAccessReview: Asks whether somebody may do something in one namespace.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        spec! SubjectAccessReviewSpec: What is wanted.
        status SubjectAccessReviewStatus: What was observed; the server fills it in.

        = SubjectAccessReviewSpec
        extra {[str]}
        groups [str]
        nonResourceAttributes NonResourceAttributes
        resourceAttributes ResourceAttributes
        uid str
        user str

        = NonResourceAttributes
        path str
        verb str

        = ResourceAttributes
        fieldSelector FieldSelectorAttributes
        group str
        labelSelector LabelSelectorAttributes
        name str
        namespace str
        resource str
        subresource str
        verb str
        version str

        = FieldSelectorAttributes
        rawSelector str
        requirements [FieldSelectorRequirement]

        = LabelSelectorAttributes
        rawSelector str
        requirements [LabelSelectorRequirement]

        = SubjectAccessReviewStatus
        allowed! bool
        denied bool
        evaluationError str
        reason str

        = SelfSubjectAccessReview: Asks whether the caller may do something.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        spec! SelfSubjectAccessReviewSpec: What is wanted.
        status SubjectAccessReviewStatus: What was observed; the server fills it in.

        = SelfSubjectAccessReviewSpec
        nonResourceAttributes NonResourceAttributes
        resourceAttributes ResourceAttributes

        = SelfSubjectRulesReview: Asks what the caller may do in a namespace.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        spec! SelfSubjectRulesReviewSpec: What is wanted.
        status SubjectRulesReviewStatus: What was observed; the server fills it in.

        = SelfSubjectRulesReviewSpec
        namespace str

        = SubjectRulesReviewStatus
        evaluationError str
        incomplete! bool
        nonResourceRules! [NonResourceRule]
        resourceRules! [ResourceRule]

        = NonResourceRule
        nonResourceURLs [str]
        verbs! [str]

        = ResourceRule
        apiGroups [str]
        resourceNames [str]
        resources [str]
        verbs! [str]

        = SubjectAccessReview: Asks whether somebody may do something.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        spec! SubjectAccessReviewSpec: What is wanted.
        status SubjectAccessReviewStatus: What was observed; the server fills it in.
        """
}
