/** The star behind the label of what must be given; seen only: the control itself says that it is required. */
export const RequiredStar = () => (
  <span aria-hidden="true" className="text-danger">
    {" "}
    *
  </span>
);
